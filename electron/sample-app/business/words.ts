/** What the shop sells and what people write to each other. */

export const materials = ['Oak', 'Linen', 'Stoneware', 'Wool', 'Brass', 'Beech', 'Rattan', 'Walnut', 'Terracotta', 'Hemp', 'Ash', 'Felt'] as const;
export const things = ['Bowl', 'Throw', 'Stool', 'Lamp', 'Mug', 'Tray', 'Cushion', 'Planter', 'Candle Holder', 'Coat Hook', 'Shelf', 'Cutting Board', 'Vase', 'Basket', 'Apron', 'Clock'] as const;
export const styles = ['No. 1', 'No. 2', 'Tall', 'Small', 'Wide', 'Classic', 'Harbour', 'Fjord', 'Märta', 'Été', 'Sólás', 'Nocturne'] as const;
export const colours = ['natural', 'charcoal', 'sea green', 'rust', 'crème', 'indigo', 'moss'] as const;

/** Parents before children; `parent` is a place in this list. */
export const categories: readonly { readonly name: string; readonly parent?: number }[] = [
  { name: 'Home' },
  { name: 'Kitchen', parent: 0 },
  { name: 'Tableware', parent: 1 },
  { name: 'Living room', parent: 0 },
  { name: 'Textiles', parent: 3 },
  { name: 'Lighting', parent: 0 },
  { name: 'Garden' },
  { name: 'Planters', parent: 6 },
  { name: 'Gifts' },
  { name: 'Under €25', parent: 8 },
  { name: 'Cutlery & boards', parent: 1 },
  { name: 'Mugs & cups', parent: 2 },
  { name: 'Vases', parent: 3 },
  { name: 'Baskets', parent: 3 },
  { name: 'Clocks', parent: 0 },
  { name: 'Candles', parent: 5 },
  { name: 'Outdoor seating', parent: 6 },
  { name: 'Wedding list', parent: 8 },
];

export const tags = ['bestseller', 'new', 'handmade', 'last chance', 'gift idea', 'fair trade', 'B-stock', 'wholesale', 'fragile', 'seasonal', 'café range', 'press', 'vip', 'repeat', 'export', 'custom'] as const;

export const subjects = ['Where is my order?', 'A question about sizes', 'Thank you!', 'Broken on arrival', 'Change of address', 'Invoice for our accounts', 'Wholesale prices?', 'Rückgabe', 'Une petite question'] as const;

export const sentences = [
  'Could you tell me when the parcel will be with us?',
  'It arrived this morning, beautifully wrapped, and everyone loves it.',
  'One of the pieces has a chip on the rim; I have attached a photograph.',
  'We have moved: please send everything to the new address from now on.',
  'Our accountant needs the invoice with the company name on it, please.',
  'Is the glaze safe for the dishwasher, and does it come in moss as well?',
  'Thanks for your patience: it left the workshop today with tracked post.',
  'We would like to order twelve more before the end of the month.',
  'Vielen Dank für die schnelle Lieferung, alles ist heil angekommen.',
  'Merci mille fois, c’est exactement ce que je cherchais 🙂',
  'We can offer a replacement or the money back, whichever you prefer.',
  'Please leave it with the neighbour at number 14 if nobody is in.',
] as const;

export const taskTitles = ['Measure the room', 'Draw the plan', 'Order timber', 'Agree colours', 'Build the prototype', 'Photograph the samples', 'Send the offer', 'Book the van', 'Fit the shelves', 'Hand over', 'Write the care sheet', 'Check the wiring', 'Collect feedback', 'Send the final invoice'] as const;

export const projectNames = ['shop fitting', 'reading corner', 'summer terrace', 'reception desk', 'Christmas window', 'dining room', 'exhibition stand', 'pop-up store'] as const;
