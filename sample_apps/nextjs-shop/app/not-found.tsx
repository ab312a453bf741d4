import Link from "next/link";

export default function NotFound() {
  return (
    <article>
      <h1>Lost at sea</h1>
      <p className="lead">There is nothing at this address.</p>
      <p>
        <Link href="/">Back to the shop</Link>
      </p>
    </article>
  );
}
