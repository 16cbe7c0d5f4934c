// Loaded before the first paint: the reader's own choice of theme, where they made one.
document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "";
