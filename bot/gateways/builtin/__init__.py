"""The rooms of the built-in reader: sentences, words, cues, attribution, stance, drafts."""
