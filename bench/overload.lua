-- Posts a body from each connection every so many milliseconds, and counts the answers by status. The number
-- 1000000000 in the body is another in each request, so that no memory has the answer.
-- wrk ... -s overload.lua URL -- FILE_OF_THE_BODY MILLISECONDS; prints one line of JSON.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  local file = assert(io.open(args[1]))
  local headers = { ["Content-Type"] = "application/json", ["Accept"] = "application/json" }
  before, after = wrk.format("POST", nil, headers, file:read("*a")):match("^(.*)1000000000(.*)$")
  file:close()
  number = 1000000000
  pause, accepted, shed, other = tonumber(args[2]), 0, 0, 0
end

function request()
  number = number + 1
  return before .. number .. after
end

function delay()
  return math.random(0, 2 * pause)
end

function response(status)
  if status == 200 then accepted = accepted + 1
  elseif status == 503 then shed = shed + 1
  else other = other + 1 end
end

function done(summary)
  local sums = { accepted = 0, shed = 0, other = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(sums) do sums[name] = sums[name] + thread:get(name) end
  end
  for _, count in pairs(summary.errors) do sums.other = sums.other + count end
  sums.other = sums.other - summary.errors.status
  io.write(string.format('{"accepted": %d, "shed": %d, "other": %d, "seconds": %f}\n',
    sums.accepted, sums.shed, sums.other, summary.duration / 1e6))
end
