import Basket from "./basket";

export default function Home() {
  return (
    <main>
      <h1>Quay Shop</h1>
      <p>Anchors, lamps and rope, straight from the quay.</p>
      <Basket goods={["Anchor, small", "Storm lamp", "Rope, ten metres"]} />
    </main>
  );
}
