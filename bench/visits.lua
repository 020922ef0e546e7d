-- wrk's visitors: random ones of a list of paths, or ever new unknown ones; says what it saw as one line of JSON.
-- Arguments: file of paths, file of header lines, "known" or "unknown".
local PREPARED = 50000 -- as whole requests, beyond that only the paths are kept

local resolve = wrk.resolve
function wrk.resolve(_, port)
  return resolve("::1", port)
end

local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

local paths, requests, count, tail = {}, nil, 0, ""

function init(args)
  for line in io.lines(args[1]) do
    count = count + 1
    paths[count] = line
  end
  tail = " HTTP/1.1\r\n" .. assert(io.open(args[2], "rb")):read("*a") .. "\r\n"
  math.randomseed(number * 7919)
  if args[3] == "unknown" then
    request = unknown
  elseif count <= PREPARED then
    requests = {}
    for i = 1, count do
      requests[i] = "GET " .. paths[i] .. tail
    end
  end
end

function request()
  if requests then
    return requests[math.random(count)]
  end
  return "GET " .. paths[math.random(count)] .. tail
end

function unknown()
  return "GET " .. paths[math.random(count)] .. "-" .. math.random(1000000000) .. tail
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"seconds":%.6f,"requests":%d,"bytes":%d,"p50":%d,"p99":%d,"p999":%d,"most":%d,' ..
    '"refused":%d,"broken":%d,"late":%d,"statuses":%d}\n',
    summary.duration / 1e6, summary.requests, summary.bytes, latency:percentile(50), latency:percentile(99),
    latency:percentile(99.9), latency.max, errors.connect, errors.read + errors.write, errors.timeout, errors.status))
end
