import Link from "next/link";

export default function SiteHeader() {
  return (
    <header className="site-header">
      <Link href="/" className="brand">
        <img src="/logo.svg" alt="" width={36} height={36} />
        <span>Harbour Goods</span>
      </Link>
      <nav aria-label="Main">
        <Link href="/">Shop</Link>
        <Link href="/about">About</Link>
      </nav>
    </header>
  );
}
