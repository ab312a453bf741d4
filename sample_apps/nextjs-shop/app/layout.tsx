import type { Metadata } from "next";
import type { ReactNode } from "react";

import SiteHeader from "@/components/SiteHeader";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Harbour Goods", template: "%s | Harbour Goods" },
  description: "Useful things from the quay, for boats and for people who miss them.",
  icons: { icon: "/logo.svg" },
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <SiteHeader />
        <main>{children}</main>
        <footer>Harbour Goods, Quay 4. Open when the lamp is lit.</footer>
      </body>
    </html>
  );
}
