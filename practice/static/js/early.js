// Before anything is drawn: the stored colours, so that the page does not flash.
const theme = localStorage.getItem("theme");
if (theme) document.documentElement.dataset.theme = theme;
