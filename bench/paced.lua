-- wrk's visitors at a fixed rate, whatever the server does: each request has its moment on a clock. When all connections
-- are busy then, it waits for one, and its time is counted from that moment on, so that no stall hides behind itself; a
-- connection that is free sets an alarm, and how exactly wrk hears it is not the server's matter.
-- wrk doesn't say which connection an answer came from; its Location tells which request it belongs to.
-- Arguments: file of lines "path target", file of header lines, requests a second of each thread, and of which
-- milliseconds on the requests count and from which on no more.
local BUCKET = 10 -- microseconds

local ffi = require("ffi")
ffi.cdef("typedef struct { long seconds; long micros; } moment; int gettimeofday(moment *now, void *zone);")
local moment = ffi.new("moment")

local function now()
  ffi.C.gettimeofday(moment, nil)
  return tonumber(moment.seconds) * 1000000 + tonumber(moment.micros)
end

local resolve = wrk.resolve
function wrk.resolve(_, port)
  return resolve("::1", port)
end

local threads = {}
function setup(thread)
  threads[#threads + 1] = thread
end

local requests, targets, total = {}, {}, 0
local rate, first, last
local began = nil -- milliseconds
local due, given, sent = {}, 0, 0 -- when overdue ones should have been sent, how many connections took, and sent
local asked, last_asked = {}, 0 -- the moment of the request under way for a target; the newest one's number
counts, wrong = {}, 0

function init(args)
  local tail = " HTTP/1.1\r\n" .. assert(io.open(args[2], "rb")):read("*a") .. "\r\n"
  rate, first, last = tonumber(args[3]), tonumber(args[4]), tonumber(args[5])
  for line in io.lines(args[1]) do
    local path, target = line:match("^(%S+) (%S+)$")
    total = total + 1
    requests[total], targets[total] = "GET " .. path .. tail, target
  end
end

-- Whole milliseconds of the wall clock: wrk's alarms count those.
function delay()
  local at = now()
  began = began or math.floor(at / 1000) + 20
  given = given + 1
  local moment = (began + math.floor(given * 1000 / rate)) * 1000
  due[given] = moment < at and moment or 0
  return math.max(0, moment / 1000 - math.floor(at / 1000))
end

function request()
  if not began then
    return requests[1] -- wrk only looks at it, before it starts
  end
  sent = sent + 1
  for _ = 1, total do
    last_asked = last_asked % total + 1
    if not asked[targets[last_asked]] then -- one that is still under way would be taken for this one
      break
    end
  end
  asked[targets[last_asked]] = due[sent] > 0 and due[sent] or now()
  due[sent] = nil
  return requests[last_asked]
end

function response(status, headers)
  local at = asked[headers["Location"] or headers["location"] or ""]
  if status ~= 302 or not at then
    wrong = wrong + 1
    return
  end
  asked[headers["Location"] or headers["location"]] = nil
  if at >= (began + first) * 1000 and at < (began + last) * 1000 then
    local bucket = math.floor((now() - at) / BUCKET) * BUCKET
    counts[bucket] = (counts[bucket] or 0) + 1
  end
end

function done(summary)
  local all, mistakes = {}, 0
  for _, thread in ipairs(threads) do
    for bucket, count in pairs(thread:get("counts")) do
      all[bucket] = (all[bucket] or 0) + count
    end
    mistakes = mistakes + thread:get("wrong")
  end
  local parts = {}
  for bucket, count in pairs(all) do
    parts[#parts + 1] = string.format('"%d":%d', bucket, count)
  end
  local errors = summary.errors
  io.write(string.format('\n{"counts":{%s},"wrong":%d,"requests":%d,"errors":%d}\n', table.concat(parts, ","),
    mistakes, summary.requests, errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end
