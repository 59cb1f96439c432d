// The button that puts what a statement cites into the collection; elements.js stands before this.

function collectButton(item, labels, turn) {
  const name = item.collected ? labels.collected : labels.collect
  const button = element("button", "collect", [], {
    type: "button",
    title: name,
    "aria-label": name,
    "aria-pressed": String(item.collected),
  })
  button.onclick = () => turn.send("collect", item.citations)
  return button
}
