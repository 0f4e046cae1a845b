// Before the first paint: the theme this browser chose; without one the system decides.
try {
  const theme = localStorage.getItem('annals.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is off: the system decides.
}
