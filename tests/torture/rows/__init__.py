"""The faults, one noun a file. A row takes the stage, a verdict to fill in, and its dose."""
