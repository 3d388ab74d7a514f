"""The command line's commands; each is thin: it calls the pipeline and shows the result."""
