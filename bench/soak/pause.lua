-- Each connection asks again 20 ms after its answer.
function delay() return 20 end
