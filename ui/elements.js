// What both views are built from. Texts of articles and questions only ever become text nodes: nothing in them can run.

function element(tag, className, children = [], attributes = {}) {
  const node = document.createElement(tag)
  if (className) node.className = className
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  node.append(...children)
  return node
}

// `list` holds {text, marks}; a marked piece becomes a `markTag` that knows the numbers of its marks.
function pieces(list, markTag) {
  return list.map((piece) =>
    piece.marks.length
      ? element(markTag, "", [piece.text], { "data-numbers": ` ${piece.marks.join(" ")} ` })
      : piece.text,
  )
}

function marksOf(root, number) {
  return [...root.querySelectorAll("mark")].filter((mark) => mark.dataset.numbers.includes(` ${number} `))
}
