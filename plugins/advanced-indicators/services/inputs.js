/** The inputs that several of the indicators declare alike. */

export const lengthInput = (length, title = 'Length', minimum = 1) => ({
  ...{ type: 'integer', title, default: length, minimum, maximum: 500 },
});

export const factorInput = (factor, title) => ({ type: 'number', title, default: factor, minimum: 0.1, maximum: 20 });
