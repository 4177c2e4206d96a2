// libwebsockets as an echo end, all of it on one loop; ../README.md has the contract.
#define _GNU_SOURCE
#include <libwebsockets.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

// What waits to be sent: a frame, a Close, or the end of the TCP connection.
struct item {
  struct item *next;
  enum { FRAME, CLOSE, VANISH } what;
  int how;  // of a frame, as lws_write wants it; of a Close, its code
  size_t length;
  unsigned char bytes[];  // behind LWS_PRE free ones
};

// One connection.
struct session {
  unsigned char *message;
  size_t length, room;
  struct item *first, **last;
  struct item *written;  // its compressor may still read it, until the next writeable
};

// A URL that the client was told on stdin.
struct call {
  struct call *next;
  char url[];
};

static struct lws_context *context;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct call *calls;  // under the lock
static char agreed[256];    // the extensions of the connection that opens now

static void put(struct lws *wsi, struct session *me, int what, int how, const void *bytes, size_t length) {
  struct item *item = malloc(sizeof *item + LWS_PRE + length);
  item->next = NULL;
  item->what = what;
  item->how = how;
  item->length = length;
  memcpy(item->bytes + LWS_PRE, bytes, length);
  if (!me->first) me->last = &me->first;
  *me->last = item;
  me->last = &item->next;
  lws_callback_on_writable(wsi);
}

static void put_text(struct lws *wsi, struct session *me, const char *text) {
  put(wsi, me, FRAME, LWS_WRITE_TEXT, text, strlen(text));
}

static void obey(struct lws *wsi, struct session *me, const char *words) {
  const char *space = strchr(words, ' ');
  const char *argument = space ? space + 1 : "";
  size_t length = strlen(argument), half = length / 2;
  if (!strncmp(words, "close", 5)) {
    char *reason;
    int code = (int)strtol(argument, &reason, 10);
    if (*reason == ' ') reason++;
    put(wsi, me, CLOSE, code, reason, strlen(reason));
  } else if (!strncmp(words, "ping", 4)) {
    put(wsi, me, FRAME, LWS_WRITE_PING, argument, length);
  } else if (!strncmp(words, "fragment", 8)) {
    put(wsi, me, FRAME, lws_write_ws_flags(LWS_WRITE_TEXT, 1, 0), argument, half);
    put(wsi, me, FRAME, lws_write_ws_flags(LWS_WRITE_TEXT, 0, 0), argument + half, 1);  // it sends no empty frames
    put(wsi, me, FRAME, lws_write_ws_flags(LWS_WRITE_TEXT, 0, 1), argument + half + 1, length - half - 1);
  } else if (!strncmp(words, "vanish", 6)) {
    put(wsi, me, VANISH, 0, "", 0);
  } else {
    put_text(wsi, me, argument);
  }
}

static void received(struct lws *wsi, struct session *me, const void *bytes, size_t length) {
  if (me->length + length + 1 > me->room) {
    me->room = 2 * (me->length + length + 1);
    me->message = realloc(me->message, me->room);
  }
  memcpy(me->message + me->length, bytes, length);
  me->length += length;
  if (lws_remaining_packet_payload(wsi) || !lws_is_final_fragment(wsi)) return;
  me->message[me->length] = 0;
  if (!lws_frame_is_binary(wsi) && !strncmp((char *)me->message, "please ", 7)) {
    obey(wsi, me, (char *)me->message + 7);
  } else {
    put(wsi, me, FRAME, lws_frame_is_binary(wsi) ? LWS_WRITE_BINARY : LWS_WRITE_TEXT, me->message, me->length);
  }
  me->length = 0;
}

// An empty message, whole: its compressor fails an assertion where there is nothing to compress.
static int write_empty(struct lws *wsi, struct item *item) {
  static const unsigned char unmasked[] = {0, 0}, masked[] = {0, 0x80, 0, 0, 0, 0};
  int client = lws_get_vhost_port(lws_get_vhost(wsi)) <= 0;
  unsigned char frame[LWS_PRE + sizeof masked];
  size_t length = client ? sizeof masked : sizeof unmasked;
  memcpy(frame + LWS_PRE, client ? masked : unmasked, length);
  frame[LWS_PRE] = item->how == LWS_WRITE_TEXT ? 0x81 : 0x82;
  return lws_write(wsi, frame + LWS_PRE, length, LWS_WRITE_RAW);
}

static int write_frame(struct lws *wsi, struct item *item) {
  int whole = item->how == LWS_WRITE_TEXT || item->how == LWS_WRITE_BINARY;
  return whole && !item->length ? write_empty(wsi, item) : lws_write(wsi, item->bytes + LWS_PRE, item->length, item->how);
}

// One thing each time; -1 ends the connection.
static int write_next(struct lws *wsi, struct session *me) {
  struct item *item = me->first;
  int end = 0;
  free(me->written);
  me->written = item;
  if (!item) return 0;
  me->first = item->next;
  if (item->what == CLOSE) {
    if (item->how) lws_close_reason(wsi, item->how, item->bytes + LWS_PRE, item->length);
    end = -1;
  } else if (item->what == VANISH) {
    shutdown(lws_get_socket_fd(wsi), SHUT_RDWR);
  } else if (write_frame(wsi, item) < 0) {
    end = -1;
  }
  if (me->first) lws_callback_on_writable(wsi);
  return end;
}

static void forget(struct session *me) {
  free(me->message);
  free(me->written);
  while (me->first) {
    struct item *item = me->first;
    me->first = item->next;
    free(item);
  }
}

static void connect_to(const struct call *call) {
  struct lws_client_connect_info to = {0};
  char *url = strdup(call->url);
  const char *scheme, *host, *path;
  char *whole;
  if (lws_parse_uri(url, &scheme, &host, &to.port, &path)) exit(1);
  if (asprintf(&whole, "/%s", path) < 0) exit(1);  // kept as long as the process
  to.context = context;
  to.address = "127.0.0.1";
  to.host = to.origin = host;
  to.path = whole;
  to.protocol = "other,superchat";
  to.ssl_connection = !strcmp(scheme, "wss") ? LCCSCF_USE_SSL : 0;
  to.opaque_user_data = whole;
  lws_client_connect_via_info(&to);
  free(url);
}

static void connect_to_all(void) {
  while (1) {
    pthread_mutex_lock(&lock);
    struct call *call = calls;
    if (call) calls = call->next;
    pthread_mutex_unlock(&lock);
    if (!call) return;
    connect_to(call);
    free(call);
  }
}

static int happened(struct lws *wsi, enum lws_callback_reasons what, void *user, void *in, size_t length) {
  struct session *me = user;
  const char *path = wsi ? lws_get_opaque_user_data(wsi) : NULL;
  switch (what) {
    case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
      connect_to_all();
      return 0;
    case LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH:
      if (lws_hdr_copy(wsi, agreed, sizeof agreed, WSI_TOKEN_EXTENSIONS) < 0) agreed[0] = 0;
      return 0;
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
      printf("open %s %s\n", path, agreed);
      // fall through
    case LWS_CALLBACK_ESTABLISHED:
      // With the usual 2^10 bytes its decompressor fails an assertion at some messages.
      lws_set_extension_option(wsi, "permessage-deflate", "rx_buf_size", "15");
      return 0;
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
      printf("failed %s %.*s\n", path, (int)length, in ? (char *)in : "");
      return 0;
    case LWS_CALLBACK_RECEIVE:
    case LWS_CALLBACK_CLIENT_RECEIVE:
      received(wsi, me, in, length);
      return 0;
    case LWS_CALLBACK_RECEIVE_PONG:
    case LWS_CALLBACK_CLIENT_RECEIVE_PONG: {
      char text[160];
      snprintf(text, sizeof text, "pong %.*s", (int)length, (char *)in);
      put_text(wsi, me, text);
      return 0;
    }
    case LWS_CALLBACK_SERVER_WRITEABLE:
    case LWS_CALLBACK_CLIENT_WRITEABLE:
      return write_next(wsi, me);
    case LWS_CALLBACK_CLOSED:
    case LWS_CALLBACK_CLIENT_CLOSED:
      printf("closed %s\n", path ? path : "");
      forget(me);
      return 0;
    default:
      return lws_callback_http_dummy(wsi, what, user, in, length);
  }
}

static const struct lws_protocols protocols[] = {
  {"superchat", happened, sizeof(struct session), 0, 0, NULL, 0},
  {NULL, NULL, 0, 0, 0, NULL, 0},
};

static const struct lws_extension extensions[] = {
  {"permessage-deflate", lws_extension_callback_pm_deflate, "permessage-deflate; client_max_window_bits"},
  {NULL, NULL, NULL},
};

// Gives the loop the lines of stdin, whose end is the process's.
static void *read_lines(void *unused) {
  char *line = NULL;
  size_t room = 0;
  while (getline(&line, &room, stdin) > 0) {
    size_t length = strcspn(line, " \n");
    struct call *call = malloc(sizeof *call + length + 1);
    memcpy(call->url, line, length);
    call->url[length] = 0;
    pthread_mutex_lock(&lock);
    call->next = calls;
    calls = call;
    pthread_mutex_unlock(&lock);
    lws_cancel_service(context);
  }
  exit(0);
  return unused;
}

int main(int count, char **words) {
  struct lws_context_creation_info info = {0};
  int server = !strcmp(words[1], "server");
  pthread_t reader;
  setvbuf(stdout, NULL, _IOLBF, 0);
  lws_set_log_level(LLL_ERR, NULL);
  info.port = server ? 0 : CONTEXT_PORT_NO_LISTEN;
  info.iface = server ? "127.0.0.1" : NULL;
  info.protocols = protocols;
  info.extensions = extensions;
  info.alpn = "http/1.1";
  info.pt_serv_buf_size = 1 << 16;
  info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_VALIDATE_UTF8;
  if (server && count > 3) {
    info.ssl_cert_filepath = words[2];
    info.ssl_private_key_filepath = words[3];
  } else if (!server && count > 2) {
    info.client_ssl_ca_filepath = words[2];
  }
  context = lws_create_context(&info);
  if (!context) return 1;
  if (server) printf("port %d\n", lws_get_vhost_port(lws_get_vhost_by_name(context, "default")));
  pthread_create(&reader, NULL, read_lines, NULL);
  while (lws_service(context, 0) >= 0) {
  }
  return 1;
}
