import { NextResponse, type NextRequest } from "next/server";

import { productsIn } from "@/lib/products";

export const dynamic = "force-dynamic";

export function GET(request: NextRequest) {
  const products = productsIn(request.nextUrl.searchParams.get("category"));
  return NextResponse.json({ count: products.length, products });
}
