"""Communities to try the app with: a small believable one, and one of any size for measuring."""
