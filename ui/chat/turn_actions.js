// What a reader can say of an answer and take along of it; elements.js stands before this.

const SVG = "http://www.w3.org/2000/svg"
// Material Icons thumb_up, outlined and filled (Google, Apache-2.0); thumb_down is the same, turned.
const THUMB =
  "M9 21h9c.83 0 1.54-.5 1.84-1.22l3.02-7.05c.09-.23.14-.47.14-.73v-2c0-1.1-.9-2-2-2h-6.31l.95-4.57.03-.32c0-.41-.17-.79" +
  "-.44-1.06L14.17 1 7.58 7.59C7.22 7.95 7 8.45 7 9v10c0 1.1.9 2 2 2zM9 9l4.34-4.34L12 10h9v2l-3 7H9V9zM1 9h4v12H1z"
const THUMB_FILLED =
  "M1 21h4V9H1v12zm22-11c0-1.1-.9-2-2-2h-6.31l.95-4.57.03-.32c0-.41-.17-.79-.44-1.06L14.17 1 7.59 7.59C7.22 7.95 7 8.45 " +
  "7 9v10c0 1.1.9 2 2 2h9c.83 0 1.54-.5 1.84-1.22l3.02-7.05c.09-.23.14-.47.14-.73v-2z"

// Material Icons edit (Google, Apache-2.0).
const PENCIL =
  "M3 17.25V21h3.75L17.81 9.94l-3.75-3.75L3 17.25zM20.71 7.04c.39-.39.39-1.02 0-1.41l-2.34-2.34c-.39-.39-1.02-.39-1.41 0l" +
  "-1.83 1.83 3.75 3.75 1.83-1.83z"

function icon(drawing) {
  const node = document.createElementNS(SVG, "svg")
  node.setAttribute("viewBox", "0 0 24 24")
  node.setAttribute("aria-hidden", "true")
  const path = document.createElementNS(SVG, "path")
  path.setAttribute("d", drawing)
  node.append(path)
  return node
}

function thumb(isHelpful, data, turn) {
  const isPressed = data.rating?.is_helpful === isHelpful
  const name = isHelpful ? data.labels.helpful : data.labels.unhelpful
  const button = element("button", isHelpful ? "action thumb" : "action thumb is-down", [icon(isPressed ? THUMB_FILLED : THUMB)], {
    type: "button",
    "aria-label": name,
    "aria-pressed": String(isPressed),
    title: name,
  })
  button.onclick = () => turn.send("rate", { is_helpful: isPressed ? null : isHelpful, reason: "" })
  return button
}

// The thumbs and the export; a reader of somebody else's conversation can export only.
function turnActions(data, turn) {
  const thumbs = data.can_rate ? [thumb(true, data, turn), thumb(false, data, turn)] : []
  const save = element("button", "action export", [data.labels.export], { type: "button", "aria-haspopup": "dialog" })
  save.onclick = () => turn.send("export", true)
  return [...thumbs, save]
}

// Asked for once the answer was called unhelpful, and shown again with it.
function reasonForm(data, turn) {
  if (!data.can_rate || data.rating?.is_helpful !== false) return []
  const field = element("input", "reason", [], {
    type: "text",
    value: data.rating.reason,
    maxlength: data.max_reason,
    placeholder: data.labels.reason,
    "aria-label": data.labels.reason,
  })
  const send = element("button", "send-reason", [data.labels.send], { type: "submit" })
  const thanks = element("span", "thanks", [data.rating.reason ? data.labels.thanks : ""], { role: "status" })
  const form = element("form", "reason-form", [field, send, thanks])
  form.onsubmit = (event) => {
    event.preventDefault()
    turn.send("rate", { is_helpful: false, reason: field.value })
  }
  return [form]
}
