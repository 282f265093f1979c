-- Sends one request again and again, a POST of a body or a GET of a query string; an answer that is not a 200 of the
-- expected length is wrong. Prints one line of JSON.
-- wrk ... -s wrk.lua URL -- FILE_OF_THE_REQUEST LENGTH_OF_THE_ANSWER METHOD
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  local file = assert(io.open(args[1]))
  local headers = { ["Content-Type"] = "application/json", ["Accept"] = "application/json" }
  if args[3] == "GET" then
    sent = wrk.format("GET", "/graphql?" .. file:read("*a"), { ["Accept"] = "application/json" })
  else
    sent = wrk.format("POST", nil, headers, file:read("*a"))
  end
  file:close()
  expected, wrong = tonumber(args[2]), 0
end

function request()
  return sent
end

function response(status, _, body)
  if status ~= 200 or #body ~= expected then wrong = wrong + 1 end
end

function done(summary, latency)
  local bad = 0
  for _, thread in ipairs(threads) do bad = bad + thread:get("wrong") end
  for _, count in pairs(summary.errors) do bad = bad + count end
  io.write(string.format(
    '{"answers": %d, "seconds": %f, "wrong": %d, "median_ms": %f, "p99_ms": %f}\n',
    summary.requests, summary.duration / 1e6, bad, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3
  ))
end
