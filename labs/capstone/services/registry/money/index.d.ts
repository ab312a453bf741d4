/** Return an amount in cents as people read it: `€ 89.00`. */
export declare function euros(cents: number): string;
