"""The door for programs: they read the record and bring sources, by tokens; nothing here decides."""
