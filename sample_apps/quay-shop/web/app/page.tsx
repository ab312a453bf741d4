import { euros } from "@quay/money";

import Basket from "./basket";

const GOODS = [
  { name: "Anchor, small", cents: 8900 },
  { name: "Storm lamp", cents: 2450 },
  { name: "Rope, ten metres", cents: 1200 },
];

export default function Home() {
  const cheapest = Math.min(...GOODS.map(({ cents }) => cents));
  return (
    <main>
      <h1>Quay Shop</h1>
      <p>Anchors, lamps and rope, straight from the quay, from {euros(cheapest)} on.</p>
      <Basket goods={GOODS} />
    </main>
  );
}
