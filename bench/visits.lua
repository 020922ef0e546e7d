-- wrk's visitors: random ones of many paths, or ever new unknown ones; says what it saw as one line of JSON.
-- Arguments: file of paths, file of header lines, "known" or "unknown".
local WIDTH = 48 -- bytes of a path, blanks at its end; so that a million of them need no table
local PREPARED = 50000 -- up to so many are kept as whole requests

local resolve = wrk.resolve
function wrk.resolve(_, port)
  return resolve("::1", port)
end

local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

local paths, count, tail
local prepared = {}

local function path(i)
  local first = (i - 1) * WIDTH + 1
  return paths:sub(first, paths:find(" ", first, true) - 1)
end

local function unknown()
  return "GET " .. path(math.random(count)) .. "-" .. math.random(1000000000) .. tail
end

function init(args)
  paths = assert(io.open(args[1], "rb")):read("*a")
  count = #paths / WIDTH
  tail = " HTTP/1.1\r\n" .. assert(io.open(args[2], "rb")):read("*a") .. "\r\n"
  math.randomseed(os.time() * 7919 + number) -- other links each time, or a warm-up would warm only those it asks for
  if args[3] == "unknown" then
    request = unknown
  elseif count <= PREPARED then
    for i = 1, count do
      prepared[i] = "GET " .. path(i) .. tail
    end
  end
end

function request()
  local i = math.random(count)
  return prepared[i] or "GET " .. path(i) .. tail
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"seconds":%.6f,"requests":%d,"bytes":%d,"p50":%d,"p99":%d,"p999":%d,"most":%d,' ..
    '"refused":%d,"broken":%d,"late":%d,"statuses":%d}\n',
    summary.duration / 1e6, summary.requests, summary.bytes, latency:percentile(50), latency:percentile(99),
    latency:percentile(99.9), latency.max, errors.connect, errors.read + errors.write, errors.timeout, errors.status))
end
