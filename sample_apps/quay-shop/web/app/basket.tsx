"use client";

import { useState } from "react";

export default function Basket({ goods }: { goods: string[] }) {
  const [chosen, setChosen] = useState<string[]>([]);
  return (
    <section>
      <ul>
        {goods.map((name) => (
          <li key={name}>
            {name} <button onClick={() => setChosen([...chosen, name])}>Take one</button>
          </li>
        ))}
      </ul>
      <p>In your basket: {chosen.length}</p>
    </section>
  );
}
