import Link from "next/link";

import type { Product } from "@/lib/products";
import Price from "./Price";

export default function ProductCard({ product }: { product: Product }) {
  return (
    <li className="card">
      <p className="category">{product.category}</p>
      <h2>
        <Link href={`/products/${product.id}`}>{product.name}</Link>
      </h2>
      <p>{product.summary}</p>
      <Price pence={product.pence} inStock={product.inStock} />
    </li>
  );
}
