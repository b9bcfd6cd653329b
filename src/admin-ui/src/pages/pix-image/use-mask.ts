import { useState } from 'react'
import type { Box } from '../../api/pix-image.ts'

/** By shares of the sides, so that it holds in every size of the picture. */
export type Point = readonly [x: number, y: number]

export type MaskShape =
  | { kind: 'stroke'; points: readonly Point[]; width: number; isErasing: boolean }
  | { kind: 'box'; key: string; box: Box }

/** What is drawn, as it was drawn: each step can be taken back, and drawn again. */
export function useMask() {
  const [{ shapes, undone }, set] = useState<{ shapes: readonly MaskShape[]; undone: readonly MaskShape[] }>(nothing)
  return {
    shapes,
    canRedo: undone.length > 0,
    add: (...more: MaskShape[]) => set((last) => ({ shapes: [...last.shapes, ...more], undone: [] })),
    undo: () =>
      set((last) => {
        const step = last.shapes.at(-1)
        return step ? { shapes: last.shapes.slice(0, -1), undone: [...last.undone, step] } : last
      }),
    redo: () =>
      set((last) => {
        const step = last.undone.at(-1)
        return step ? { shapes: [...last.shapes, step], undone: last.undone.slice(0, -1) } : last
      }),
    clear: () => set(nothing),
  }
}

const nothing = { shapes: [], undone: [] }

/** Whether anything in it is to disappear. */
export const isEmpty = (shapes: readonly MaskShape[]) =>
  shapes.every((shape) => shape.kind === 'stroke' && shape.isErasing)
