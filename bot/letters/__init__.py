"""Letters: a digest for e-mail and the terminal, as plain text and as HTML that mail programs show."""
