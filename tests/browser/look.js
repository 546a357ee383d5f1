// What a page shows in a reading system, measured: `doc` is the document it shows.
window.look = {
  // Where an element stands in the window.
  box(doc, element) {
    const { left, top } = doc.defaultView.frameElement.getBoundingClientRect();
    const own = element.getBoundingClientRect();
    return { left: left + own.left, top: top + own.top, right: left + own.right, bottom: top + own.bottom };
  },

  inView(doc, element) {
    const { left, right, top, bottom } = look.box(doc, element);
    return left > -1 && left < innerWidth && right > 0 && top > -1 && top < innerHeight && bottom > 0;
  },

  // The text from an element on.
  textFrom(doc, element) {
    const range = doc.createRange();
    range.setStartBefore(element);
    range.setEndAfter(doc.body);
    return range.toString();
  },

  // Pixels of each photo's file, and those it is shown with.
  photos: (doc) => [...doc.images].map((image) => {
    const { width, height } = image.getBoundingClientRect();
    return { natural: [image.naturalWidth, image.naturalHeight], shown: [width, height], alt: image.alt };
  }),

  // How far the lines of an element stand from its own left and right edge, in pixels.
  edges(doc, element) {
    const range = doc.createRange();
    range.selectNodeContents(element);
    const lines = [...range.getClientRects()].filter((line) => line.width > 1);
    const own = element.getBoundingClientRect();
    return {
      left: Math.max(...lines.map((line) => line.left)) - own.left,
      right: own.right - Math.min(...lines.map((line) => line.right)),
      start: Math.min(...lines.map((line) => line.left)) - own.left,
      end: own.right - Math.max(...lines.map((line) => line.right)),
    };
  },

  // Elements that hold text themselves.
  texts: (doc) => [...doc.body.querySelectorAll("*")]
    .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())),

  // What is smaller than the text of the body, and what is justified.
  small: (doc) => look.texts(doc)
    .filter((e) => !e.closest("sub, sup"))
    .filter((e) => parseFloat(getComputedStyle(e).fontSize) < parseFloat(getComputedStyle(doc.body).fontSize))
    .map((e) => `${e.localName}.${e.className}`),
  justified: (doc) => look.texts(doc)
    .filter((e) => getComputedStyle(e).textAlign === "justify")
    .map((e) => `${e.localName}.${e.className}`),

  // The least contrast of text and ground on the page (WCAG 2.2, 1.4.3), and where it is.
  contrast(doc) {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const pixel = (...colours) => {
      canvas.clearRect(0, 0, 1, 1);
      for (const colour of colours) {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
      }
      return canvas.getImageData(0, 0, 1, 1).data;
    };
    const probe = document.body.appendChild(document.createElement("div"));
    probe.style.background = "Canvas";
    const paper = [getComputedStyle(probe).backgroundColor, getComputedStyle(document.body).backgroundColor];
    probe.remove();
    const luminance = ([...rgb]) => rgb.slice(0, 3)
      .map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    let least = { ratio: 21, where: "" };
    const texts = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (!texts.currentNode.data.trim() || !element.getClientRects().length) continue;
      const grounds = [];
      for (let e = element; e; e = e.parentElement) grounds.unshift(doc.defaultView.getComputedStyle(e).backgroundColor);
      const ground = luminance(pixel(...paper, ...grounds));
      const ink = luminance(pixel(...paper, ...grounds, doc.defaultView.getComputedStyle(element).color));
      const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
      if (ratio < least.ratio) least = { ratio, where: `${element.localName}.${element.className}` };
    }
    return { ...least, dark: luminance(pixel(...paper)) < 0.2 };
  },
};
