"""English text: words, sentences, and the word lists in `lexicon/`."""
