/** What authors test their plugins with. */

export {};
