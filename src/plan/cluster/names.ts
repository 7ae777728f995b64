/** A resource's name, by its number: `r0`, `r1` … The number is its minor and its port's place too. */
export const resourceName = (number: number): string => `r${number}`;

/** The minor (device number) of a resource, by its name. */
export const minorOf = (resource: string): number => Number(resource.slice(1));
