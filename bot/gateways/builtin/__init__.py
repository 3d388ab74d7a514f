"""The rooms of the built-in reader: names, cues, attribution, stance, drafts."""
