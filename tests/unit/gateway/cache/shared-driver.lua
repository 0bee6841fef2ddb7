-- For how many seconds an entry of a shared zone is kept.
return {
    keptFor = function(zone, key)
        return (ngx.shared[zone]:ttl(key))
    end,
}
