export type Category = "On deck" | "Below deck" | "Ashore";

export type Product = {
  id: string;
  name: string;
  category: Category;
  pence: number;
  summary: string;
  details: string[];
  inStock: boolean;
};

const products: Product[] = [
  {
    id: "brass-lantern",
    name: "Brass anchor lantern",
    category: "On deck",
    pence: 6450,
    summary: "A paraffin lantern that stays lit in a gale.",
    details: ["Solid brass, lacquered", "Burns for 20 hours on one filling", "34 cm tall with the handle up"],
    inStock: true,
  },
  {
    id: "tarred-marline",
    name: "Tarred marline, 50 m",
    category: "On deck",
    pence: 890,
    summary: "Two-strand hemp for whippings and servings.",
    details: ["Stockholm tar", "2 mm", "Smells like it should"],
    inStock: true,
  },
  {
    id: "cork-fender",
    name: "Cork fender",
    category: "On deck",
    pence: 2975,
    summary: "Keeps the paint on, and the quay off.",
    details: ["Granulated cork in canvas", "18 by 40 cm", "Rope eye spliced at both ends"],
    inStock: true,
  },
  {
    id: "tide-clock",
    name: "Tide clock",
    category: "Below deck",
    pence: 4800,
    summary: "One hand, two tides a day, no arguments.",
    details: ["Oak case", "Runs for two years on one cell", "For coasts with two equal tides"],
    inStock: true,
  },
  {
    id: "enamel-mug",
    name: "Enamel galley mug",
    category: "Below deck",
    pence: 1150,
    summary: "Falls down the companionway and lives.",
    details: ["Holds 350 ml", "White with a blue rim", "Safe on the stove"],
    inStock: true,
  },
  {
    id: "chart-tube",
    name: "Waxed chart tube",
    category: "Below deck",
    pence: 3420,
    summary: "Dry charts after a wet passage.",
    details: ["Waxed cotton over a birch core", "Takes eight rolled charts", "Shoulder strap"],
    inStock: false,
  },
  {
    id: "fishermans-jumper",
    name: "Fisherman's jumper",
    category: "Ashore",
    pence: 9800,
    summary: "Knitted tight enough to turn the rain.",
    details: ["Worsted wool in the grease", "Navy", "Sizes from small to double large"],
    inStock: true,
  },
  {
    id: "harbour-print",
    name: "Print of the old harbour",
    category: "Ashore",
    pence: 2600,
    summary: "The quay in 1911, before the crane.",
    details: ["Letterpress on cotton paper", "30 by 40 cm", "Signed by the printer"],
    inStock: true,
  },
];

export function allProducts(): Product[] {
  return products;
}

export function findProduct(id: string): Product | undefined {
  return products.find((product) => product.id === id);
}

export function productsIn(category: string | null): Product[] {
  return category === null ? products : products.filter((product) => product.category === category);
}

export function price(pence: number): string {
  return `£${(pence / 100).toFixed(2)}`;
}
