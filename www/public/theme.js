// Applies the remembered theme before the page is painted. Without one, the
// stylesheet follows the system.
try {
  const theme = localStorage.getItem('console.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // A browser that blocks storage gets the system's theme.
}
