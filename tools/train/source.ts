/** The shipped model as a module, so that bundles carry it and nothing reads a file at start. */

export function shippedWeightsSource(model: Uint8Array): string {
  return `/** Made by \`npm run train\`; docs/model.md says from what. A model file in base64. */\nexport const shippedModelText =\n  '${Buffer.from(model).toString('base64')}';\n`;
}
