"use client";

import { useState } from "react";

import { euros } from "@quay/money";

type Good = { name: string; cents: number };

export default function Basket({ goods }: { goods: Good[] }) {
  const [chosen, setChosen] = useState<Good[]>([]);
  return (
    <section>
      <ul>
        {goods.map((good) => (
          <li key={good.name}>
            {good.name}, {euros(good.cents)} <button onClick={() => setChosen([...chosen, good])}>Take one</button>
          </li>
        ))}
      </ul>
      <p>
        In your basket: {chosen.length}, for {euros(chosen.reduce((sum, { cents }) => sum + cents, 0))}
      </p>
    </section>
  );
}
