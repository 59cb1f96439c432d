// Before Streamlit hears of it: what lies over a page closes on Back, and the page need not be run anew (back.js).
addEventListener("popstate", (event) => window.closeOnBack?.(event))
