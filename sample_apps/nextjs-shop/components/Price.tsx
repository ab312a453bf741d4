import { price } from "@/lib/products";

export default function Price({ pence, inStock }: { pence: number; inStock: boolean }) {
  return (
    <p className="price">
      <strong>{price(pence)}</strong> <span>{inStock ? "in stock" : "back with the next boat"}</span>
    </p>
  );
}
