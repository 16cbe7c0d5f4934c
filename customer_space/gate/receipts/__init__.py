"""Why did you contact me? The answer behind a link of every mail, and a word back."""
