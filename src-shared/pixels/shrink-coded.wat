;; The inner loops of shrinking a picture of codes, see shrink-coded.ts. Every sum is in float64, in the order of its taps and from 0, so
;; that each number is that of resize-axis.ts to the bit; what SIMD adds is that several outputs are summed side by side.
(module
  (memory (export "memory") 1)

  ;; Four rows of codes become four rows of `outColumns` floats, `outStride` apart.
  (func (export "narrow")
    (param $codes i32) (param $codeBytes i32) (param $columns i32) (param $table i32)
    (param $first i32) (param $count i32) (param $weights i32) (param $weightStride i32)
    (param $lines i32) (param $out i32) (param $outColumns i32) (param $outStride i32)
    (local $row i32) (local $x i32) (local $at i32) (local $to i32) (local $left i32)
    (local $weight v128) (local $low v128) (local $high v128) (local $weightAt i32)

    ;; look the values up, the four rows of a column beside one another
    (local.set $at (local.get $codes))
    (loop $rows
      (local.set $to (i32.add (local.get $lines) (i32.shl (local.get $row) (i32.const 2))))
      (local.set $left (local.get $columns))
      (if (i32.eq (local.get $codeBytes) (i32.const 1))
        (then
          (loop $bytes
            (f32.store (local.get $to)
              (f32.load (i32.add (local.get $table) (i32.shl (i32.load8_u (local.get $at)) (i32.const 2)))))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (local.set $to (i32.add (local.get $to) (i32.const 16)))
            (br_if $bytes (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))
        (else
          (loop $words
            (f32.store (local.get $to)
              (f32.load (i32.add (local.get $table) (i32.shl (i32.load16_u (local.get $at)) (i32.const 2)))))
            (local.set $at (i32.add (local.get $at) (i32.const 2)))
            (local.set $to (i32.add (local.get $to) (i32.const 16)))
            (br_if $words (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))))
      (br_if $rows (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (i32.const 4))))

    (local.set $to (local.get $out))
    (loop $outputs
      (local.set $at
        (i32.add (local.get $lines)
          (i32.shl (i32.load (i32.add (local.get $first) (i32.shl (local.get $x) (i32.const 2)))) (i32.const 4))))
      (local.set $left (i32.load (i32.add (local.get $count) (i32.shl (local.get $x) (i32.const 2)))))
      (local.set $weightAt
        (i32.add (local.get $weights)
          (i32.shl (i32.mul (local.get $x) (local.get $weightStride)) (i32.const 3))))
      (local.set $low (v128.const f64x2 0 0))
      (local.set $high (v128.const f64x2 0 0))
      (loop $taps
        (local.set $weight (v128.load64_splat (local.get $weightAt)))
        (local.set $low
          (f64x2.add (local.get $low)
            (f64x2.mul (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $at))) (local.get $weight))))
        (local.set $high
          (f64x2.add (local.get $high)
            (f64x2.mul (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $at))) (local.get $weight))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (local.set $weightAt (i32.add (local.get $weightAt) (i32.const 8)))
        (br_if $taps (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (local.set $low (f32x4.demote_f64x2_zero (local.get $low)))
      (local.set $high (f32x4.demote_f64x2_zero (local.get $high)))
      (local.set $at (local.get $to))
      (v128.store32_lane 0 (local.get $at) (local.get $low))
      (local.set $at (i32.add (local.get $at) (local.get $outStride)))
      (v128.store32_lane 1 (local.get $at) (local.get $low))
      (local.set $at (i32.add (local.get $at) (local.get $outStride)))
      (v128.store32_lane 0 (local.get $at) (local.get $high))
      (local.set $at (i32.add (local.get $at) (local.get $outStride)))
      (v128.store32_lane 1 (local.get $at) (local.get $high))
      (local.set $to (i32.add (local.get $to) (i32.const 4)))
      (br_if $outputs
        (i32.lt_u (local.tee $x (i32.add (local.get $x) (i32.const 1))) (local.get $outColumns)))))

  ;; One row of the result, four columns at a time: `taps` rows from `rows` on, `stride` bytes apart, weighed and summed.
  (func (export "lower")
    (param $rows i32) (param $stride i32) (param $taps i32) (param $weights i32) (param $out i32)
    (local $end i32) (local $at i32) (local $left i32) (local $weightAt i32)
    (local $weight v128) (local $low v128) (local $high v128)
    (local.set $end (i32.add (local.get $rows) (local.get $stride)))
    (loop $columns
      (local.set $at (local.get $rows))
      (local.set $left (local.get $taps))
      (local.set $weightAt (local.get $weights))
      (local.set $low (v128.const f64x2 0 0))
      (local.set $high (v128.const f64x2 0 0))
      (loop $sum
        (local.set $weight (v128.load64_splat (local.get $weightAt)))
        (local.set $low
          (f64x2.add (local.get $low)
            (f64x2.mul (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $at))) (local.get $weight))))
        (local.set $high
          (f64x2.add (local.get $high)
            (f64x2.mul (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $at))) (local.get $weight))))
        (local.set $at (i32.add (local.get $at) (local.get $stride)))
        (local.set $weightAt (i32.add (local.get $weightAt) (i32.const 8)))
        (br_if $sum (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (v128.store (local.get $out)
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
          (f32x4.demote_f64x2_zero (local.get $low))
          (f32x4.demote_f64x2_zero (local.get $high))))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (br_if $columns
        (i32.lt_u (local.tee $rows (i32.add (local.get $rows) (i32.const 16))) (local.get $end)))))

  ;; `(value - mean) * scale` of the floats from `at` up to `end`, four at a time, in float64 before each is a float again.
  (func (export "standardise")
    (param $at i32) (param $end i32) (param $mean f64) (param $scale f64) (param $out i32)
    (local $means v128) (local $scales v128)
    (local.set $means (f64x2.splat (local.get $mean)))
    (local.set $scales (f64x2.splat (local.get $scale)))
    (loop $values
      (v128.store (local.get $out)
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
          (f32x4.demote_f64x2_zero
            (f64x2.mul
              (f64x2.sub (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $at))) (local.get $means))
              (local.get $scales)))
          (f32x4.demote_f64x2_zero
            (f64x2.mul
              (f64x2.sub (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $at))) (local.get $means))
              (local.get $scales)))))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (br_if $values (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))))
