"""Cases: reports as those see them who handle them. Nobody who is part of one sees it, counts it or touches it."""
