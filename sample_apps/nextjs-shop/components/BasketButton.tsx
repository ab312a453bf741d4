"use client";

import { useState } from "react";

export default function BasketButton({ name, inStock }: { name: string; inStock: boolean }) {
  const [count, setCount] = useState(0);

  return (
    <div className="basket">
      <button type="button" disabled={!inStock} onClick={() => setCount(count + 1)}>
        Put into the basket
      </button>
      <output aria-live="polite">{count > 0 ? `${count} × ${name} in your basket` : ""}</output>
    </div>
  );
}
