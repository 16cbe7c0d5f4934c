// The shared text's editor, loaded only where a page holds one.
