import ProductCard from "@/components/ProductCard";
import { allProducts } from "@/lib/products";

export default function ShopPage() {
  const products = allProducts();

  return (
    <>
      <h1>Harbour Goods</h1>
      <p className="lead">{products.length} useful things from the quay, for boats and for people who miss them.</p>
      <ul className="grid">
        {products.map((product) => (
          <ProductCard key={product.id} product={product} />
        ))}
      </ul>
    </>
  );
}
