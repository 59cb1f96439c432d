// The button that chooses files, and dropping them anywhere on the page: both hand them to Streamlit's own uploader, which
// sends them; what it would refuse in English is told to the page instead. elements.js stands before this.

const UPLOADER = ".st-key-uploader input[type=file]:enabled"
const LOOK_AGAIN_MS = 100 // the uploader is drawn after the button, and not while the page is not connected

function isOfFiles(event) {
  return event.dataTransfer?.types.includes("Files")
}

class Chooser {
  constructor(root) {
    this.button = element("button", "add", [], { type: "button" })
    this.button.onclick = () => document.querySelector(UPLOADER)?.click()
    this.cover = element("div", "cover", [], { hidden: "" })
    root.append(this.button, this.cover)
    this.listeners = {
      dragenter: (event) => isOfFiles(event) && this.show(true),
      dragover: (event) => isOfFiles(event) && event.preventDefault(),
      dragleave: (event) => event.relatedTarget === null && this.show(false),
      drop: (event) => this.drop(event),
    }
    for (const [name, listener] of Object.entries(this.listeners)) window.addEventListener(name, listener)
  }

  update(data, send) {
    this.data = data
    this.send = send
    const words = [element("span", "name", [`＋ ${data.labels.add}`])]
    if (data.is_zone) words.push(element("span", "zone-words", [data.labels.zone]), element("span", "zone-help", [data.labels.help]))
    this.button.className = data.is_zone ? "zone" : "add"
    this.button.replaceChildren(...words)
    this.button.title = data.is_zone ? "" : data.labels.help
    this.cover.textContent = data.labels.drop
  }

  show(isShown) {
    this.cover.hidden = !isShown
  }

  drop(event) {
    if (!isOfFiles(event)) return
    event.preventDefault()
    this.show(false)
    const files = [...event.dataTransfer.files]
    const isLarge = (file) => file.size > this.data.max_bytes
    const isKnown = (file) => this.data.suffixes.some((suffix) => file.name.toLowerCase().endsWith(suffix))
    const refused = files.filter((file) => isLarge(file) || !isKnown(file))
    if (refused.length) this.send("refused", refused.map((file) => [file.name, isKnown(file)]))
    this.give(files.filter((file) => !refused.includes(file)))
  }

  give(files) {
    if (!files.length) return
    this.button.textContent = this.data.labels.sending
    const input = document.querySelector(UPLOADER)
    if (!input) {
      setTimeout(() => this.give(files), LOOK_AGAIN_MS)
      return
    }
    const transfer = new DataTransfer()
    for (const file of files) transfer.items.add(file)
    input.files = transfer.files
    input.dispatchEvent(new Event("change", { bubbles: true }))
  }

  leave() {
    for (const [name, listener] of Object.entries(this.listeners)) window.removeEventListener(name, listener)
  }
}

const choosers = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  if (!choosers.has(parentElement)) choosers.set(parentElement, new Chooser(parentElement))
  const chooser = choosers.get(parentElement)
  chooser.update(data, setTriggerValue)
  return () => setTimeout(() => parentElement.isConnected || chooser.leave())
}
