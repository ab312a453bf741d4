import type { Metadata } from "next";
import Link from "next/link";

export const metadata: Metadata = { title: "About" };

export default function AboutPage() {
  return (
    <article>
      <h1>About the shop</h1>
      <p className="lead">Harbour Goods began in 1923 as a shelf in the harbour master&apos;s office.</p>
      <p>
        Crews asked for twine, the harbour master ordered too much of it, and the shelf became a shop. We still sell
        what a boat needs on a Tuesday evening, when everything else is shut.
      </p>
      <p>
        <Link href="/">See what is in the shop</Link>
      </p>
    </article>
  );
}
