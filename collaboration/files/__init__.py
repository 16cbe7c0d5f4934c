"""Files people send along with their words: kept by content, shown as safely as may be."""
