import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";

import BasketButton from "@/components/BasketButton";
import Price from "@/components/Price";
import { allProducts, findProduct } from "@/lib/products";

type Props = { params: { id: string } };

export function generateStaticParams() {
  return allProducts().map(({ id }) => ({ id }));
}

export function generateMetadata({ params }: Props): Metadata {
  const product = findProduct(params.id);
  return { title: product?.name, description: product?.summary };
}

export default function ProductPage({ params }: Props) {
  const product = findProduct(params.id);
  if (!product) notFound();

  return (
    <article>
      <p className="category">{product.category}</p>
      <h1>{product.name}</h1>
      <p className="lead">{product.summary}</p>
      <ul>
        {product.details.map((detail) => (
          <li key={detail}>{detail}</li>
        ))}
      </ul>
      <Price pence={product.pence} inStock={product.inStock} />
      <BasketButton name={product.name} inStock={product.inStock} />
      <p>
        <Link href="/">Back to the shop</Link>
      </p>
    </article>
  );
}
