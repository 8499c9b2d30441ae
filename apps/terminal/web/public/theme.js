// Puts the chosen look on the document before the first paint.
try {
  const look = JSON.parse(localStorage.getItem('omnitrade.look') ?? '{}');
  if (look.theme === 'light') document.documentElement.dataset.theme = 'light';
  if (look.rise === 'blue') document.documentElement.dataset.rise = 'blue';
} catch {
  // Storage is closed or its content is not ours: the default look.
}
