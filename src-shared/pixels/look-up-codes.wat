;; The inner loop of looking up the values of a picture's codes, see look-up-codes.ts.
(module
  ;; a table of 1 KiB, then 64 Ki codes and their values
  (memory (export "memory") 6)

  ;; The float of each byte from `codes` up to `end`, four at a time: up to three more than asked for are read and written.
  (func (export "lookUp")
    (param $table i32) (param $codes i32) (param $end i32) (param $values i32)
    (local $four i32)
    (loop $codes
      (local.set $four (i32.load (local.get $codes)))
      (f32.store (local.get $values)
        (f32.load (i32.add (local.get $table)
          (i32.shl (i32.and (local.get $four) (i32.const 255)) (i32.const 2)))))
      (f32.store offset=4 (local.get $values)
        (f32.load (i32.add (local.get $table)
          (i32.and (i32.shr_u (local.get $four) (i32.const 6)) (i32.const 1020)))))
      (f32.store offset=8 (local.get $values)
        (f32.load (i32.add (local.get $table)
          (i32.and (i32.shr_u (local.get $four) (i32.const 14)) (i32.const 1020)))))
      (f32.store offset=12 (local.get $values)
        (f32.load (i32.add (local.get $table)
          (i32.and (i32.shr_u (local.get $four) (i32.const 22)) (i32.const 1020)))))
      (local.set $values (i32.add (local.get $values) (i32.const 16)))
      (br_if $codes (i32.lt_u (local.tee $codes (i32.add (local.get $codes) (i32.const 4))) (local.get $end))))))
